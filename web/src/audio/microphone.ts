/** The microphones there are, and the way to one of them. */

export interface Microphone {
  readonly deviceId: string
  readonly label: string
}

/** Whether this page may ask for a microphone at all: browsers offer none outside secure pages. */
export function mayUseMicrophone(): boolean {
  return globalThis.isSecureContext && navigator.mediaDevices !== undefined
}

/**
 * A mono stream from the chosen microphone, or from the system's where none is chosen or the chosen one is gone.
 * Rejects with what `getUserMedia` throws; `microphoneProblem` puts it into words.
 */
export async function openMicrophone(deviceId: string): Promise<MediaStream> {
  const sound = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 }
  if (deviceId !== '') {
    try {
      return await navigator.mediaDevices.getUserMedia({ audio: { ...sound, deviceId: { exact: deviceId } } })
    } catch (thrown) {
      const gone = thrown instanceof DOMException && (thrown.name === 'OverconstrainedError' || thrown.name === 'NotFoundError')
      if (!gone) throw thrown
    }
  }
  return navigator.mediaDevices.getUserMedia({ audio: sound })
}

/** The microphones there are; browsers leave the labels empty until one was allowed. */
export async function listMicrophones(): Promise<readonly Microphone[]> {
  if (!mayUseMicrophone()) return []
  const devices = await navigator.mediaDevices.enumerateDevices()
  return devices
    .filter((device) => device.kind === 'audioinput' && device.deviceId !== '')
    .map((device, index) => ({ deviceId: device.deviceId, label: device.label || `Microphone ${index + 1}` }))
}

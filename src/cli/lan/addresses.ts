/** The addresses by which other machines of the local network reach this one. */
import { hostname, type NetworkInterfaceInfo, networkInterfaces } from 'node:os'

type Interfaces = { readonly [name: string]: readonly NetworkInterfaceInfo[] | undefined }

/** Bridges of containers and virtual machines: nobody's phone is there. */
const virtual = /^(docker|br-|veth|virbr|vmnet|vboxnet|cni|flannel|cali)/

/** IPv4 addresses, those of private networks first. Link-local ones and IPv6 are left out: a phone's browser opens neither reliably. */
export function lanAddresses(interfaces: Interfaces = networkInterfaces()): string[] {
  const found = Object.entries(interfaces)
    .filter(([name]) => !virtual.test(name))
    .flatMap(([, addresses]) => addresses ?? [])
    .filter(({ family, internal, address }) => family === 'IPv4' && !internal && !address.startsWith('169.254.'))
    .map(({ address }) => address)
  return [...new Set(found)].sort((one, other) => Number(isPrivate(other)) - Number(isPrivate(one)))
}

/** Names under which this machine may be asked for: its own and that of multicast DNS. */
export function ownNames(name: string = hostname()): string[] {
  const short = name.toLowerCase().replace(/\.local$/, '')
  return /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(short) ? ['localhost', short, `${short}.local`] : ['localhost']
}

function isPrivate(address: string): boolean {
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address)
}

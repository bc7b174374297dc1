import { describe, expect, it } from 'vitest'
import { classifyEnd, type ServerFacts } from './failure.ts'

const facts: ServerFacts = {
  name: 'personaplex-1',
  port: 9100,
  python: '/opt/venv/bin/python',
  pythonVariable: 'DUET_PERSONAPLEX_PYTHON',
  argumentsVariable: 'DUET_PERSONAPLEX_ARGS',
  hasToken: true,
}
const end = (lines: readonly string[], how: { exitCode?: number; signal?: string } = {}) =>
  classifyEnd({ lines, exitCode: how.signal ? null : (how.exitCode ?? 1), signal: how.signal ?? null }, facts)

describe('why a model server ended', () => {
  it.each([
    [
      'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 64.00 MiB. GPU 0 has a total capacity of 23.6 GiB',
      'engine.gpu_memory',
    ],
    ['RuntimeError: CUDA error: out of memory', 'engine.gpu_memory'],
    ['RuntimeError: CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`', 'engine.gpu_memory'],
    ["OSError: [Errno 98] error while attempting to bind on address ('127.0.0.1', 9100): address already in use", 'port.busy'],
    ["ModuleNotFoundError: No module named 'moshi'", 'engine.module_missing'],
    ['/usr/bin/python3: No module named moshi.server', 'engine.module_missing'],
    ['huggingface_hub.errors.GatedRepoError: 401 Client Error. (Request ID: Root=1-68)', 'engine.weights_access'],
    [
      'Access to model nvidia/personaplex-7b-v1 is restricted. You must have access to it and be authenticated to access it.',
      'engine.weights_access',
    ],
    [
      'huggingface_hub.errors.RepositoryNotFoundError: 404 Client Error. Repository Not Found for url: https://h/x.',
      'engine.weights_access',
    ],
    ['requests.exceptions.HTTPError: 403 Client Error: Forbidden for url: https://h/x', 'engine.weights_access'],
    [
      'huggingface_hub.errors.LocalTokenNotFoundError: Token is required (`token=True`), but no token found.',
      'engine.token_missing',
    ],
    ['RuntimeError: Found no NVIDIA driver on your system. Please check that you have an NVIDIA GPU', 'engine.no_gpu'],
    ['AssertionError: Torch not compiled with CUDA enabled', 'engine.no_gpu'],
    ['RuntimeError: No CUDA GPUs are available', 'engine.no_gpu'],
    ['server.py: error: unrecognized arguments: --cpu-offload', 'engine.arguments'],
    [
      'huggingface_hub.errors.LocalEntryNotFoundError: An error happened while trying to locate the file on the Hub',
      'engine.weights_download',
    ],
    ['OSError: [Errno 28] No space left on device', 'engine.weights_download'],
    ["RuntimeError: [enforce fail at alloc_cpu.cpp:121] . DefaultCPUAllocator: can't allocate memory", 'engine.killed'],
    ['ValueError: something nobody has seen before', 'engine.crashed'],
  ])('%s', (line, code) => {
    expect(end(['Traceback (most recent call last):', '  File "server.py", line 1, in main', line, ''])).toMatchObject({ code })
  })

  it('what was only warned of at the start is not the cause', () => {
    const warned = 'UserWarning: CUDA initialization: Found no NVIDIA driver on your system.'
    expect(end([warned, '[Info] loading moshi', 'torch.OutOfMemoryError: CUDA out of memory.']).code).toBe('engine.gpu_memory')
  })

  it('a refused download without a token asks for a token first', () => {
    const lines = ['huggingface_hub.errors.GatedRepoError: 401 Client Error.']
    const error = classifyEnd({ lines, exitCode: 1, signal: null }, { ...facts, hasToken: false })
    expect(error).toMatchObject({ code: 'engine.token_missing', message: expect.stringContaining('HF_TOKEN is not set') })
  })

  it.each([
    ['SIGKILL', /no main memory left/],
    ['SIGSEGV', /native library crashed/],
    ['SIGTERM', /ended from outside/],
  ])('a kill by %s without a word is told by its signal', (signal, message) => {
    expect(end(['[Info] loading moshi'], { signal })).toMatchObject({
      code: 'engine.killed',
      message: expect.stringMatching(message),
    })
  })

  it('a kill goes back to what the output says before it', () => {
    expect(end(['torch.OutOfMemoryError: CUDA out of memory.'], { signal: 'SIGABRT' }).code).toBe('engine.gpu_memory')
  })

  it('names what a person can change', () => {
    expect(end(["No module named 'moshi.server'"]).message).toContain('/opt/venv/bin/python (DUET_PERSONAPLEX_PYTHON)')
    expect(end(['address already in use']).message).toContain('port 9100')
    expect(end(['a.py: error: unrecognized arguments: --x 1']).message).toContain('unrecognized arguments: --x 1')
    expect(end(['boom'], { exitCode: 3 }).message).toBe('personaplex-1: it ended with exit code 3 (boom).')
  })

  it('a program that cannot be started is told as a missing Python', () => {
    const error = classifyEnd({ lines: [], exitCode: null, signal: null, startError: 'ENOENT' }, facts)
    expect(error).toMatchObject({ code: 'engine.module_missing', message: expect.stringContaining('(ENOENT)') })
  })
})

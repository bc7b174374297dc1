/** An engine that is ready at once and sends every sound message back as it came. Prints its port. */
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, path: '/api/chat', perMessageDeflate: false })
server.on('connection', (socket) => {
  socket.send(Uint8Array.of(0))
  socket.on('message', (data: Buffer) => {
    if (data[0] === 1) socket.send(data)
  })
})
server.on('listening', () => {
  const { port } = server.address() as AddressInfo // a listening TCP server has one
  console.log(port)
})

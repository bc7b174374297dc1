/** The least a Node relay can do, to compare with: passes every message on unread. Takes the engine's URL, prints its port. */
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'

const [engine = ''] = process.argv.slice(2)
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
server.on('connection', (client) => {
  const leg = new WebSocket(engine, { perMessageDeflate: false })
  leg.on('message', (data: Buffer) => client.send(data))
  client.on('message', (data: Buffer) => leg.send(data))
  client.on('close', () => leg.close())
  leg.on('error', () => client.close())
})
server.on('listening', () => {
  const { port } = server.address() as AddressInfo // a listening TCP server has one
  console.log(port)
})

/** Rooms under src/ and what each may import: the table of the design, checked. */
const base = ['protocol', 'audio', 'conversation', 'config', 'observe']
const rooms = {
  protocol: [],
  audio: ['protocol'],
  conversation: ['protocol', 'audio'],
  config: ['protocol'],
  observe: ['protocol'],
  store: base,
  models: [...base, 'store'],
  speech: [...base, 'store', 'models'],
  brain: [...base, 'store', 'models', 'speech'],
  personas: [...base, 'store', 'models', 'speech', 'brain'],
  engines: ['protocol', 'audio', 'config', 'observe', 'personas'],
  local: [...base, 'store', 'models', 'speech', 'brain', 'personas'],
  access: [...base, 'store'],
  memory: [...base, 'store', 'models', 'speech', 'brain', 'personas'],
  mas: [...base, 'store', 'models', 'speech', 'brain', 'personas', 'access', 'memory'],
  bridge: [...base, 'store', 'models', 'speech', 'brain', 'personas', 'engines', 'access'],
}

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true, dependencyTypesNot: ['type-only'] } },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    ...Object.entries(rooms).map(([room, may]) => ({
      name: `${room}-imports-downwards`,
      severity: 'error',
      comment: `${room}/ may import only: ${may.join(', ') || 'nothing'}`,
      from: { path: `^src/${room}/`, pathNot: '\\.test\\.ts$' },
      to: { path: '^(src|web|bench|test)/', pathNot: `^src/(${[room, ...may].join('|')})/` },
    })),
    {
      name: 'pure-rooms',
      severity: 'error',
      comment: 'protocol/ and conversation/ do no I/O',
      from: { path: '^src/(protocol|conversation)/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'web-imports-pure-rooms-only',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^src/', pathNot: '^src/(protocol|audio|conversation)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
}

/** How dependency-cruiser reads the program: what it is written in, and where imports lead. */
module.exports = {
  parser: 'swc',
  tsPreCompilationDeps: true,
  doNotFollow: { path: 'node_modules' },
  moduleSystems: ['es6', 'cjs'],
  enhancedResolveOptions: {
    extensions: ['.ts', '.tsx', '.js', '.json'],
    exportsFields: ['exports'],
    conditionNames: ['import', 'require', 'node', 'default', 'types'],
    mainFields: ['module', 'main', 'types', 'typings'],
  },
}

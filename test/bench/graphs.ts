/** The Graphs page alone; `npm run bench -- ui` has it as one of its parts. */
export { run } from './ui/graphs.ts'

/**
 * How the console's Node runs without a window. Each connection leaves objects
 * that live for a moment: in the 16 MB that Node gives them by itself the
 * collector runs ten times a second under load, on every core, and copies what
 * is just on its way. (Electron's own process is begun by Electron.)
 */
export const CONSOLE_FLAGS = ['--max-semi-space-size=64', '--disable-warning=ExperimentalWarning']

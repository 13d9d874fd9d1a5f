/**
 * How the desktop window's page gets its end of the message port: it asks, and
 * the preload hands over a port. Without zod, because the preload bundles it.
 */

/** What the page posts to its own window to ask for a port, at the start and after a loss. */
export const PORT_REQUEST = 'scopedeck-port-request'
/** What the preload posts to the page, together with the port. */
export const PORT_MESSAGE = 'scopedeck-port'
/** The one channel between the preload and the main process, used in both directions. */
export const PORT_CHANNEL = 'scopedeck:port'

import { createSecureContext } from 'node:tls'

/** Why these PEM texts are no certificate that a peer would take, in words; null when they are one. */
export function faultOfCertificate({
  cert,
  key,
  ca,
}: {
  readonly cert: string
  readonly key: string
  readonly ca: string
}): string | null {
  try {
    createSecureContext({ cert, key, ca })
    return null
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    return /key values mismatch/i.test(words)
      ? 'The key does not belong to the certificate.'
      : `They are no certificate, key and authority in PEM: ${words}`
  }
}

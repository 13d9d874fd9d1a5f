import { hash, randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto'
import type { EpochMs } from '../contract/index.ts'

/** About 80 ms and 32 MB a hash (N = 2^15, r = 8, p = 1). */
const COST = { ln: 15, r: 8, p: 1 } as const
const MAX_MEMORY_BYTES = 64 * 1024 * 1024
const HASHES_AT_ONCE = 2
const WAITING_HASHES = 128
const KEY_BYTES = 32
/** A verified login is believed this long, so that eleven sensors a minute cost one hash. */
const VERIFIED_MS = 10 * 60_000
/** A wrong one too, so that a misconfigured client costs no more. */
const WRONG_MS = 60_000
const CACHE_ENTRIES = 4_096
/** No comma, quote, blank, or letters that look alike: it is typed into configuration files. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const PASSWORD_LENGTH = 20

export type Verdict = 'right' | 'wrong' | 'busy'

/** Makes, hashes and verifies passwords; never keeps one. */
export class PasswordService {
  readonly #now: () => EpochMs
  /** In front of what is hashed for the cache, so that its keys mean nothing outside of this process. */
  readonly #secret = randomBytes(32).toString('base64')
  /** Keys and until when they are believed. Apart, so that somebody who guesses pushes no verified login out. */
  readonly #right = new Map<string, EpochMs>()
  readonly #wrong = new Map<string, EpochMs>()
  readonly #running = new Map<string, Promise<Verdict>>()
  readonly #waiting: (() => void)[] = []
  #hashing = 0

  constructor(now: () => EpochMs) {
    this.#now = now
  }

  generate(): string {
    return Array.from({ length: PASSWORD_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
  }

  /** A PHC string: `$scrypt$ln=15,r=8,p=1$salt$hash`. */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(16)
    const key = await this.#derive(password, salt, COST)
    return `$scrypt$ln=${COST.ln},r=${COST.r},p=${COST.p}$${toBase64(salt)}$${toBase64(key)}`
  }

  /**
   * Compares exactly. The hash itself is part of the cache's key, so a
   * rotated password ends what was believed of the old one.
   */
  async verify(password: string, passwordHash: string): Promise<Verdict> {
    const key = hash('sha256', `${this.#secret} ${passwordHash} ${password}`, 'base64')
    if (this.#isBelieved(this.#right, key)) return 'right'
    if (this.#isBelieved(this.#wrong, key)) return 'wrong'
    const running = this.#running.get(key)
    if (running !== undefined) return running
    if (this.#waiting.length >= WAITING_HASHES) return 'busy'
    const verification = this.#compare(password, passwordHash).then((isRight) =>
      this.#remember(key, isRight ? 'right' : 'wrong'),
    )
    this.#running.set(key, verification)
    try {
      return await verification
    } finally {
      this.#running.delete(key)
    }
  }

  async #compare(password: string, passwordHash: string): Promise<boolean> {
    const match = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([^$]+)\$([^$]+)$/.exec(passwordHash)
    if (match === null) return false
    const [, ln, r, p, salt = '', key = ''] = match
    const expected = Buffer.from(key, 'base64')
    const actual = await this.#derive(password, Buffer.from(salt, 'base64'), {
      ln: Number(ln),
      r: Number(r),
      p: Number(p),
    })
    return expected.length === actual.length && timingSafeEqual(expected, actual)
  }

  async #derive(
    password: string,
    salt: Buffer,
    { ln, r, p }: { ln: number; r: number; p: number },
  ): Promise<Buffer> {
    // Whoever finishes hands the place over, so that nobody slips in between.
    if (this.#hashing < HASHES_AT_ONCE) this.#hashing++
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    try {
      return await new Promise<Buffer>((resolve, reject) => {
        scrypt(password, salt, KEY_BYTES, { N: 2 ** ln, r, p, maxmem: MAX_MEMORY_BYTES }, (error, key) =>
          error === null ? resolve(key) : reject(error),
        )
      })
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#hashing--
      else next()
    }
  }

  #isBelieved(cache: Map<string, EpochMs>, key: string): boolean {
    const until = cache.get(key)
    if (until === undefined) return false
    if (until > this.#now()) return true
    cache.delete(key)
    return false
  }

  #remember(key: string, verdict: 'right' | 'wrong'): Verdict {
    const [cache, forMs] = verdict === 'right' ? [this.#right, VERIFIED_MS] : [this.#wrong, WRONG_MS]
    cache.set(key, this.#now() + forMs)
    if (cache.size > CACHE_ENTRIES) {
      const oldest = cache.keys().next()
      if (!oldest.done) cache.delete(oldest.value)
    }
    return verdict
  }
}

function toBase64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}

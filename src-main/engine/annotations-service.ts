import type {
  Annotation,
  AnnotationKind,
  AnnotationTag,
  Change,
  EpochMs,
  Settings,
} from '../contract/index.ts'
import { foldRefusals } from '../domain/fold-refusals.ts'
import type { NewAnnotation, Store, TimeQuery } from '../storage/store.ts'
import { AnnotationWriter } from './annotation-writer.ts'
import { ExpectedError } from './expected-error.ts'
import type { LiveHub } from './live-hub.ts'
import { notedOf } from './noted-changes.ts'
import type { StorageService } from './storage-service.ts'

interface AnnotationsServiceOptions {
  /** Tells consoles on the same database apart. */
  readonly consoleId: () => string
  readonly storage: StorageService
  readonly hub: LiveHub
  /** Resolves when the refusals of so far can be read. */
  readonly settleJournal: () => Promise<void>
  readonly now: () => EpochMs
  readonly log: (line: string) => void
}

interface Words {
  readonly from: EpochMs
  readonly to: EpochMs | null
  readonly text: string
  readonly tag: string
}

/** Something that is going on; its row has a number once it is written. */
interface Open {
  readonly annotation: NewAnnotation
  id: number | null
}

/** Under this and its id: when the console ended in order; gone while it runs, so that a crash does not leave an old one. */
const STOPPED_AT = 'console.stoppedAt.'
const FOLD_WITHIN_MS = 60_000
/** Bursts of refusals closer than this share of a range could not be told apart. */
const FOLD_SHARE = 1 / 120
const ADDRESSES_NAMED = 3

/** What a person noted on the time axis, and what the console noted by itself. */
export class AnnotationsService {
  readonly #options: AnnotationsServiceOptions
  readonly #writer: AnnotationWriter
  readonly #open = new Map<string, Open>()
  #hasStarted = false

  constructor(options: AnnotationsServiceOptions) {
    this.#options = options
    const { storage, hub, log } = options
    this.#writer = new AnnotationWriter({ storage, log, onWritten: () => hub.publishTopic('annotations') })
  }

  /** Called with the opened database, at the start and whenever it was opened again. */
  async load(store: Store): Promise<void> {
    const key = STOPPED_AT + this.#options.consoleId()
    const stoppedAt = (await store.settings())[key]
    if (this.#hasStarted) return
    this.#hasStarted = true
    const now = this.#options.now()
    const wasOff = typeof stoppedAt === 'number' && stoppedAt < now
    const started = wasOff
      ? { ...noted('console-off', 'restart'), from: stoppedAt, to: now }
      : { ...noted('console-started', 'restart'), from: now }
    this.#writer.add(async (open) => {
      // What was going on when the last run ended is not known to go on.
      await open.closeAnnotations(wasOff ? stoppedAt : now)
      await open.insertAnnotation(started)
      await open.putSetting(key, undefined)
    })
  }

  /** Writes what has waited for the database. */
  start(): void {
    void this.#writer.drain()
  }

  async stop(): Promise<void> {
    if (!this.#hasStarted) return
    const now = this.#options.now()
    const key = STOPPED_AT + this.#options.consoleId()
    this.#writer.add((store) => store.putSetting(key, now))
    await this.#writer.drain()
  }

  /** With everything that has happened so far, as far as the database takes it. */
  async list(query: TimeQuery): Promise<Annotation[]> {
    const { storage, settleJournal } = this.#options
    await settleJournal().catch(() => undefined)
    const { store } = storage
    const [rows, refusals] = await Promise.all([
      store.annotationsInRange(query),
      store.refusalsInRange(query),
    ])
    const withinMs = Math.max(FOLD_WITHIN_MS, (query.to - query.from) * FOLD_SHARE)
    const bursts = foldRefusals(refusals, withinMs).map((burst): Annotation => {
      const { from, to, count, addresses } = burst
      const more = addresses.length > ADDRESSES_NAMED ? ', …' : ''
      return {
        ...noted('logins-refused', 'login'),
        id: null,
        from,
        to: to === from ? null : to,
        subject: addresses.slice(0, ADDRESSES_NAMED).join(', ') + more,
        detail: String(count),
      }
    })
    return [...rows, ...bursts].sort((one, other) => one.from - other.from).slice(-query.limit)
  }

  async add(words: Words): Promise<Annotation> {
    const annotation = { ...person(words), ...spanOf(words) }
    const id = await this.#options.storage.store.insertAnnotation(annotation)
    this.#options.hub.publishTopic('annotations')
    return { id, ...annotation }
  }

  async update(id: number, change: { [Key in keyof Words]?: Words[Key] | undefined }): Promise<Annotation> {
    const before = await this.#ofPerson(id)
    const { from = before.from, to = before.to, text = before.text, tag = before.tag } = change
    const annotation = { ...person({ from, to, text, tag }), ...spanOf({ from, to }) }
    await this.#options.storage.store.updateAnnotation(id, annotation)
    this.#options.hub.publishTopic('annotations')
    return { id, ...annotation }
  }

  async remove(id: number): Promise<Annotation> {
    const annotation = await this.#ofPerson(id)
    await this.#options.storage.store.deleteAnnotation(id)
    this.#options.hub.publishTopic('annotations')
    return annotation
  }

  noteSettings(current: Settings, before: Settings): void {
    const sections = (Object.keys(current) as readonly (keyof Settings)[]).filter(
      (section) => JSON.stringify(current[section]) !== JSON.stringify(before[section]),
    )
    if (sections.length === 0) return
    this.#note({
      ...noted('settings-changed', 'config'),
      from: this.#options.now(),
      subject: sections.join(', '),
    })
  }

  /** What the change log got; the rest of it is no event of a graph. */
  noteChange(change: Change): void {
    const meaning = notedOf(change)
    if (meaning === null) return
    if (meaning.act === 'close') return this.#close(meaning.key, change.at)
    const { subject, detail, hostId, at } = change
    const annotation = { ...noted(meaning.kind, meaning.tag), from: at, subject, detail, hostId }
    if (meaning.act === 'point') return this.#note(annotation)
    if (this.#open.has(meaning.key)) return
    const open: Open = { annotation: { ...annotation, isOpen: true }, id: null }
    this.#open.set(meaning.key, open)
    this.#writer.add(async (store) => {
      open.id = await store.insertAnnotation(open.annotation)
    })
  }

  #close(key: string, at: EpochMs): void {
    const open = this.#open.get(key)
    if (open === undefined) return
    this.#open.delete(key)
    this.#writer.add(async (store) => {
      if (open.id === null) return
      await store.updateAnnotation(open.id, { ...open.annotation, to: at, isOpen: false })
    })
  }

  #note(annotation: NewAnnotation): void {
    this.#writer.add((store) => store.insertAnnotation(annotation))
  }

  async #ofPerson(id: number): Promise<Annotation> {
    const annotation = await this.#options.storage.store.annotation(id)
    if (annotation === null) throw new ExpectedError('NOT_FOUND', `There is no annotation ${id}.`)
    if (annotation.origin !== 'person') throw new ExpectedError('ANNOTATION_FIXED')
    return annotation
  }
}

/** A point that the console notes, still without its time and its subject. */
function noted(kind: AnnotationKind, tag: AnnotationTag): NewAnnotation {
  return {
    from: 0,
    to: null,
    isOpen: false,
    origin: 'console',
    tag,
    text: '',
    kind,
    subject: '',
    detail: '',
    hostId: null,
  }
}

function person({ from, text, tag }: Words): NewAnnotation {
  return {
    from,
    to: null,
    isOpen: false,
    origin: 'person',
    tag,
    text,
    kind: null,
    subject: '',
    detail: '',
    hostId: null,
  }
}

/** The ends may come in any order; a region of no length is a point. */
function spanOf({ from, to }: Pick<Words, 'from' | 'to'>): Pick<Words, 'from' | 'to'> {
  if (to === null || to === from) return { from, to: null }
  return { from: Math.min(from, to), to: Math.max(from, to) }
}

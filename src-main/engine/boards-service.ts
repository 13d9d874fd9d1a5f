import {
  boardFile,
  CONTRACT_LIMITS,
  type BoardFile,
  type EpochMs,
  type SeriesName,
  type StoredBoard,
} from '../contract/index.ts'
import type { Catalogue } from './catalogue.ts'
import type { SeriesState } from './catalogue-state.ts'
import { ExpectedError } from './expected-error.ts'
import type { LiveHub } from './live-hub.ts'
import { OneAtATime } from './one-at-a-time.ts'
import type { StorageService } from './storage-service.ts'

interface BoardsServiceOptions {
  readonly storage: StorageService
  readonly catalogue: Catalogue
  readonly hub: LiveHub
  readonly now: () => EpochMs
}

interface BoardLine {
  readonly id: number
  readonly name: string
  readonly charts: number
  readonly updatedAt: EpochMs
}

/** Issues of a file that are named; the first ones say enough. */
const ISSUES_NAMED = 3

/** Named boards of charts, kept by the console: every window of it has the same. */
export class BoardsService {
  readonly #options: BoardsServiceOptions
  /** Changes take their turn: two of them never take the same name. */
  readonly #turn = new OneAtATime()

  constructor(options: BoardsServiceOptions) {
    this.#options = options
  }

  async list(): Promise<BoardLine[]> {
    const lines = (await this.#all()).map(({ id, name, charts, updatedAt }) => ({
      id,
      name,
      charts: charts.length,
      updatedAt,
    }))
    return lines.sort((one, other) => one.name.localeCompare(other.name))
  }

  async get(id: number): Promise<StoredBoard> {
    return find(await this.#all(), id)
  }

  create(board: Pick<StoredBoard, 'name' | 'charts'>): Promise<StoredBoard> {
    return this.#turn.run(async () => {
      const boards = await this.#all()
      refuseTaken(boards, board.name, null)
      return this.#insert(board, boards)
    })
  }

  update(id: number, change: Partial<Pick<StoredBoard, 'name' | 'charts'>>): Promise<StoredBoard> {
    return this.#turn.run(async () => {
      const boards = await this.#all()
      const before = find(boards, id)
      const { name = before.name, charts = before.charts } = change
      refuseTaken(boards, name, id)
      return this.#put({ id, name, charts })
    })
  }

  remove(id: number): Promise<StoredBoard> {
    return this.#turn.run(async () => {
      const board = find(await this.#all(), id)
      await this.#options.storage.store.deleteBoard(id)
      this.#options.hub.publishTopic('boards')
      return board
    })
  }

  /** Undo of `remove`. A name that somebody took meanwhile gets a number. */
  restore(board: StoredBoard): Promise<StoredBoard> {
    return this.#turn.run(async () => {
      const boards = await this.#all()
      const { id, charts } = board
      const name = freeName(boards, board.name)
      const isTaken = boards.some((each) => each.id === id)
      return isTaken ? this.#insert({ name, charts }, boards) : this.#put({ id, name, charts })
    })
  }

  async exportFile(id: number): Promise<BoardFile> {
    const { name, charts } = await this.get(id)
    const { catalogue } = this.#options
    return {
      format: 'scopedeck-board',
      version: 1,
      name,
      charts: charts
        .map((chart) => ({
          ...chart,
          series: chart.series.flatMap(({ id: seriesId, color }) => {
            const series = catalogue.series(seriesId)
            return series === null ? [] : [{ ...nameOf(series), color }]
          }),
        }))
        .filter((chart) => chart.series.length > 0),
    }
  }

  /**
   * Rejects with BOARD_FILE_INVALID for what is no board, saying where. Series
   * that are not known here are left out and named.
   */
  async importFile(content: unknown): Promise<{ board: StoredBoard; missing: SeriesName[] }> {
    const file = parse(content)
    const byName = new Map<string, number>()
    for (const series of this.#options.catalogue.allSeries) byName.set(keyOf(nameOf(series)), series.id)
    const missing: SeriesName[] = []
    const charts = file.charts.map((chart) => ({
      ...chart,
      series: chart.series.flatMap(({ color, ...name }) => {
        const id = byName.get(keyOf(name))
        if (id === undefined) missing.push(name)
        return id === undefined ? [] : [{ id, color }]
      }),
    }))
    const known = charts.filter((chart) => chart.series.length > 0)
    if (known.length === 0 && missing.length > 0)
      throw new ExpectedError(
        'BOARD_FILE_INVALID',
        `None of its series is known here; the first one is ${inWords(missing[0])}.`,
      )
    const board = await this.#turn.run(async () => {
      const boards = await this.#all()
      const name = freeName(boards, file.name)
      return this.#insert({ name, charts: known }, boards)
    })
    return { board, missing }
  }

  async #all(): Promise<readonly StoredBoard[]> {
    return this.#options.storage.store.boards()
  }

  async #insert(
    { name, charts }: Pick<StoredBoard, 'name' | 'charts'>,
    boards: readonly StoredBoard[],
  ): Promise<StoredBoard> {
    const { storage, hub, now } = this.#options
    if (boards.length >= CONTRACT_LIMITS.boards)
      throw new ExpectedError('BOARDS_FULL', `There are ${boards.length} boards; remove one first.`)
    const board = { name, charts, updatedAt: now() }
    const id = await storage.store.insertBoard(board)
    hub.publishTopic('boards')
    return { id, ...board }
  }

  async #put({ id, name, charts }: Omit<StoredBoard, 'updatedAt'>): Promise<StoredBoard> {
    const { storage, hub, now } = this.#options
    const board = { id, name, charts, updatedAt: now() }
    await storage.store.putBoard(board)
    hub.publishTopic('boards')
    return board
  }
}

function find(boards: readonly StoredBoard[], id: number): StoredBoard {
  const board = boards.find((each) => each.id === id)
  if (board === undefined) throw new ExpectedError('NOT_FOUND', `There is no board ${id}.`)
  return board
}

function isName(name: string): (board: StoredBoard) => boolean {
  const wanted = name.toLowerCase()
  return (board) => board.name.toLowerCase() === wanted
}

function refuseTaken(boards: readonly StoredBoard[], name: string, ownId: number | null): void {
  if (boards.filter(({ id }) => id !== ownId).some(isName(name)))
    throw new ExpectedError('BOARD_NAME_TAKEN', `Another board is called “${name}”.`)
}

/** The name, with the first number behind it that makes it one of its own. */
function freeName(boards: readonly StoredBoard[], name: string): string {
  if (!boards.some(isName(name))) return name
  for (let number = 2; ; number += 1) {
    const suffix = ` (${number})`
    const numbered = name.slice(0, CONTRACT_LIMITS.boardNameLength - suffix.length) + suffix
    if (!boards.some(isName(numbered))) return numbered
  }
}

function parse(content: unknown): BoardFile {
  const { data, error } = boardFile.safeParse(content)
  if (error === undefined) return data
  const named = error.issues.slice(0, ISSUES_NAMED).map(({ path, message }) => {
    const place = path.map(String).join('.')
    return place === '' ? message : `${place}: ${message}`
  })
  throw new ExpectedError('BOARD_FILE_INVALID', named.join('; '))
}

function nameOf({ identity, record }: SeriesState): SeriesName {
  return { host: identity.host.record.name, source: identity.record.source, metric: record.metric }
}

function keyOf({ host, source, metric }: SeriesName): string {
  return JSON.stringify([host.toLowerCase(), source, metric])
}

function inWords(name: SeriesName | undefined): string {
  return name === undefined ? '' : `${name.metric} of ${name.host} (${name.source})`
}

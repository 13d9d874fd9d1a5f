/** A person who drags a chart about is one change, not ten. */
export const SAVE_AFTER_MS = 300

export interface BoardSaverOptions {
  /** Saves what there is at this moment. */
  save(): Promise<void>
  /** After each try, with what went wrong; null: it worked. */
  onSettled(error: unknown): void
}

/** Saves a moment after a change, one saving at a time, and once more when something changed meanwhile. */
export class BoardSaver {
  private readonly options: BoardSaverOptions
  private timer: ReturnType<typeof setTimeout> | null = null
  private underWay: Promise<void> | null = null
  private isDirty = false

  constructor(options: BoardSaverOptions) {
    this.options = options
  }

  /** Something is not saved yet. */
  get isWaiting(): boolean {
    return this.isDirty || this.underWay !== null
  }

  request(): void {
    this.isDirty = true
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.flush(), SAVE_AFTER_MS)
  }

  /** Saves now; resolves when it is done, or has failed. */
  async flush(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
    if (this.underWay !== null) await this.underWay
    if (!this.isDirty) return
    this.underWay = this.run()
    await this.underWay
  }

  private async run(): Promise<void> {
    this.isDirty = false
    try {
      await this.options.save()
      this.options.onSettled(null)
    } catch (error) {
      this.isDirty = true
      this.options.onSettled(error)
    } finally {
      this.underWay = null
    }
  }
}

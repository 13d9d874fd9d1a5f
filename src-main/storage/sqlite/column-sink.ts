/** Columns that grow while rows come in, used again and again: reading a day makes no garbage but its answer. */
export class ColumnSink {
  #columns: Float64Array[]
  #rows = 0

  constructor(columns: number) {
    this.#columns = Array.from({ length: columns }, () => new Float64Array(4_096))
  }

  get rows(): number {
    return this.#rows
  }

  clear(): void {
    this.#rows = 0
  }

  /** The column to write into at `rows`; call `next` first. */
  column(index: number): Float64Array {
    return this.#columns[index] ?? new Float64Array(0)
  }

  /** Makes room for a row and gives its number. */
  next(): number {
    const row = this.#rows++
    if (row >= this.column(0).length) this.#grow()
    return row
  }

  /** What is in a column, from a row on, as a copy. */
  take(index: number, from = 0): Float64Array {
    return this.column(index).slice(from, this.#rows)
  }

  #grow(): void {
    this.#columns = this.#columns.map((column) => {
      const larger = new Float64Array(column.length * 2)
      larger.set(column)
      return larger
    })
  }
}

import type { Component } from 'vue'

/** One thing that the palette finds. */
export interface PaletteItem {
  /** Unique over all groups; letters, digits and dashes. */
  readonly id: string
  readonly label: string
  readonly detail?: string
  readonly icon: Component
  run(): void
}

export interface PaletteGroup {
  readonly label: string
  readonly items: readonly PaletteItem[]
}

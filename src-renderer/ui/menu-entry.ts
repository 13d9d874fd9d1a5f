import type { Component } from 'vue'

/** One act of a menu; `line` parts groups. */
export type MenuEntry =
  | 'line'
  | {
      readonly label: string
      readonly icon?: Component
      readonly isDangerous?: boolean
      readonly isDisabled?: boolean
      /** Shows a check mark: this is the value in use. */
      readonly isChosen?: boolean
      run(): void
    }

/** The four states of the console; each has a shape, a word and a colour. */
export type StateTone = 'good' | 'near' | 'problem' | 'stale'

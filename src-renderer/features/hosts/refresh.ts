/** Ages and last values move with every value, which no topic announces. */
export const HOSTS_REFRESH_MS = 2_000
export const SERIES_REFRESH_MS = 2_000

/** Hands a file to whoever looks: the browser's own "save" takes over. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has its own hold on the content by then.
  setTimeout(() => {
    URL.revokeObjectURL(url)
  }, 10_000)
}

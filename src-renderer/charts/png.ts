import { seriesColor, isDashed, type ChartTheme } from './chart-theme.ts'
import type { StateBox } from './state-spans.ts'

/** A figure of the legend, in words. */
export interface PictureFigure {
  readonly name: string
  readonly text: string
}

export interface PictureLegend {
  readonly label: string
  readonly color: number
  /** The same series a while ago: dotted. */
  readonly isEarlier: boolean
  readonly figures: readonly PictureFigure[]
}

export interface PictureStrip {
  readonly label: string
  readonly boxes: readonly StateBox[]
}

/** A chart as it is seen, ready to be put on paper. */
export interface Picture {
  readonly title: string
  /** Unit and range, beside the title. */
  readonly note: string
  readonly widthPx: number
  /** Null for a card without numbers. */
  readonly plot: HTMLCanvasElement | null
  readonly plotHeightPx: number
  /** The same as an SVG document. */
  readonly plotSvg: () => string | null
  readonly strips: readonly PictureStrip[]
  readonly legend: readonly PictureLegend[]
}

/** Sharp on paper and on dense screens. */
export const PIXEL_RATIO = 2
export const PADDING_PX = 16
export const HEAD_PX = 36
export const ROW_PX = 20
export const STRIP_PX = 42
export const GAP_PX = 16

type Context = CanvasRenderingContext2D

export function heightOf(picture: Picture): number {
  return (
    HEAD_PX +
    (picture.plot === null ? 0 : picture.plotHeightPx) +
    picture.strips.length * STRIP_PX +
    picture.legend.length * ROW_PX +
    PADDING_PX
  )
}

/** A text cut to a width, with an ellipsis where something is missing. */
export function fitText(text: string, widthPx: number, measure: (text: string) => number): string {
  if (measure(text) <= widthPx) return text
  let cut = text
  while (cut !== '' && measure(`${cut}…`) > widthPx) cut = cut.slice(0, -1).trimEnd()
  return cut === '' ? '' : `${cut}…`
}

function fitted(context: Context, text: string, widthPx: number): string {
  return fitText(text, widthPx, (part) => context.measureText(part).width)
}

function drawHead(context: Context, picture: Picture, theme: ChartTheme): void {
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  context.font = `12px ${theme.font}`
  const noteWidth = context.measureText(picture.note).width
  context.fillStyle = theme.textMuted
  context.textAlign = 'right'
  context.fillText(picture.note, picture.widthPx - PADDING_PX, HEAD_PX / 2)
  context.textAlign = 'left'
  context.fillStyle = theme.text
  context.font = `600 13px ${theme.font}`
  const room = picture.widthPx - 2 * PADDING_PX - noteWidth - GAP_PX
  context.fillText(fitted(context, picture.title, room), PADDING_PX, HEAD_PX / 2)
}

function drawStrips(context: Context, picture: Picture, theme: ChartTheme, top: number): void {
  for (const [row, strip] of picture.strips.entries()) {
    const y = top + row * STRIP_PX
    context.textAlign = 'left'
    context.font = `12px ${theme.font}`
    context.fillStyle = theme.textMuted
    context.fillText(strip.label, PADDING_PX, y + 8)
    for (const box of strip.boxes) {
      context.globalAlpha = 0.24
      context.fillStyle = tokenColor(box.tone)
      context.fillRect(box.left, y + 18, box.width, 20)
      context.globalAlpha = 1
      context.fillRect(box.left, y + 18, 2, 20)
      context.save()
      context.beginPath()
      context.rect(box.left, y + 18, box.width, 20)
      context.clip()
      context.fillStyle = theme.text
      context.font = `11px ${theme.font}`
      context.fillText(box.word, box.left + 6, y + 28)
      context.restore()
    }
  }
}

export function tokenColor(token: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${token}`).trim()
}

function drawLegend(context: Context, picture: Picture, theme: ChartTheme, top: number): void {
  for (const [row, entry] of picture.legend.entries()) {
    const y = top + row * ROW_PX + ROW_PX / 2
    context.strokeStyle = seriesColor(theme, entry.color)
    context.lineWidth = 2
    context.setLineDash(entry.isEarlier ? [1.5, 3] : isDashed(entry.color) ? [4, 2] : [])
    context.beginPath()
    context.moveTo(PADDING_PX, y)
    context.lineTo(PADDING_PX + 12, y)
    context.stroke()
    context.setLineDash([])
    const figures = entry.figures.map((figure) => `${figure.name} ${figure.text}`).join('   ')
    context.font = `12px ${theme.font}`
    context.textAlign = 'right'
    context.fillStyle = theme.text
    context.fillText(figures, picture.widthPx - PADDING_PX, y)
    context.textAlign = 'left'
    context.fillStyle = theme.textMuted
    const room = picture.widthPx - 2 * PADDING_PX - 20 - GAP_PX - context.measureText(figures).width
    context.fillText(fitted(context, entry.label, room), PADDING_PX + 20, y)
  }
}

function drawPicture(context: Context, picture: Picture, theme: ChartTheme): void {
  context.fillStyle = theme.surface
  context.fillRect(0, 0, picture.widthPx, heightOf(picture))
  context.strokeStyle = theme.lineSoft
  context.lineWidth = 1
  context.strokeRect(0.5, 0.5, picture.widthPx - 1, heightOf(picture) - 1)
  drawHead(context, picture, theme)
  let top = HEAD_PX
  if (picture.plot !== null) {
    const left = (picture.widthPx - picture.plot.width / PIXEL_RATIO) / 2
    context.drawImage(picture.plot, left, top, picture.plot.width / PIXEL_RATIO, picture.plotHeightPx)
    top += picture.plotHeightPx
  }
  drawStrips(context, picture, theme, top)
  drawLegend(context, picture, theme, top + picture.strips.length * STRIP_PX)
}

/** Where each picture goes: in rows of `columns`, each row as high as its highest one. */
export function layOut(
  pictures: readonly { readonly widthPx: number; readonly heightPx: number }[],
  columns: number,
): { readonly places: readonly { x: number; y: number }[]; readonly width: number; readonly height: number } {
  const places: { x: number; y: number }[] = []
  let width = 0
  let y = 0
  for (let start = 0; start < pictures.length; start += columns) {
    const row = pictures.slice(start, start + columns)
    let x = 0
    for (const picture of row) {
      places.push({ x, y })
      x += picture.widthPx + GAP_PX
    }
    width = Math.max(width, x - GAP_PX)
    y += Math.max(...row.map((picture) => picture.heightPx)) + GAP_PX
  }
  return { places, width, height: Math.max(0, y - GAP_PX) }
}

/** One PNG of one or many charts as they are seen, in the theme in force; rejects when the picture gets too large. */
export async function toPng(pictures: readonly Picture[], columns: number, theme: ChartTheme): Promise<Blob> {
  const layout = layOut(
    pictures.map((picture) => ({ widthPx: picture.widthPx, heightPx: heightOf(picture) })),
    columns,
  )
  const canvas = document.createElement('canvas')
  canvas.width = layout.width * PIXEL_RATIO
  canvas.height = layout.height * PIXEL_RATIO
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('This window has no canvas')
  context.scale(PIXEL_RATIO, PIXEL_RATIO)
  context.fillStyle = theme.background
  context.fillRect(0, 0, layout.width, layout.height)
  for (const [index, picture] of pictures.entries()) {
    const { x, y } = layout.places[index]!
    context.save()
    context.translate(x, y)
    drawPicture(context, picture, theme)
    context.restore()
  }
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('The picture is too large'))
      else resolve(blob)
    }, 'image/png')
  })
}

import { isDashed, seriesColor, type ChartTheme } from './chart-theme.ts'
import {
  GAP_PX,
  heightOf,
  layOut,
  PADDING_PX,
  HEAD_PX,
  ROW_PX,
  STRIP_PX,
  tokenColor,
  type Picture,
} from './png.ts'

/** XML takes several spaces for one. */
const FIGURE_SPACE = '\u2003'
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Names come from the wire: nothing of them becomes markup, and XML takes no control characters. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(/[&<>"]/gu, (character) => ESCAPES[character] ?? '')
    .replaceAll(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, ' ')
}

interface TextStyle {
  readonly x: number
  readonly y: number
  readonly fill: string
  readonly isEnd?: boolean
  readonly isBold?: boolean
  readonly size?: number
}

function textTag(text: string, { x, y, fill, isEnd, isBold, size = 12 }: TextStyle): string {
  const anchor = isEnd === true ? ' text-anchor="end"' : ''
  const weight = isBold === true ? ' font-weight="600"' : ''
  return `<text x="${x}" y="${y}" fill="${fill}" font-size="${size}" dominant-baseline="central"${anchor}${weight}>${escapeXml(text)}</text>`
}

function headTags({ title, note, widthPx }: Picture, theme: ChartTheme): string[] {
  const y = HEAD_PX / 2
  return [
    textTag(title, { x: PADDING_PX, y, fill: theme.text, isBold: true, size: 13 }),
    textTag(note, { x: widthPx - PADDING_PX, y, fill: theme.textMuted, isEnd: true }),
  ]
}

function stripTags(picture: Picture, theme: ChartTheme, top: number): string[] {
  return picture.strips.flatMap((strip, row) => {
    const y = top + row * STRIP_PX
    return [
      textTag(strip.label, { x: PADDING_PX, y: y + 8, fill: theme.textMuted }),
      ...strip.boxes.flatMap((box) => {
        const fill = tokenColor(box.tone)
        return [
          `<svg x="${box.left}" y="${y + 18}" width="${box.width}" height="20">`,
          `<rect width="100%" height="20" fill="${fill}" fill-opacity="0.24"/><rect width="2" height="20" fill="${fill}"/>`,
          textTag(box.word, { x: 6, y: 10, fill: theme.text, size: 11 }),
          '</svg>',
        ]
      }),
    ]
  })
}

function legendTags(picture: Picture, theme: ChartTheme, top: number): string[] {
  return picture.legend.flatMap((entry, row) => {
    const y = top + row * ROW_PX + ROW_PX / 2
    const dashes = entry.isEarlier ? '1.5 3' : isDashed(entry.color) ? '4 2' : ''
    const dash = dashes === '' ? '' : ` stroke-dasharray="${dashes}"`
    const figures = entry.figures.map((figure) => `${figure.name} ${figure.text}`).join(FIGURE_SPACE)
    return [
      `<path d="M${PADDING_PX} ${y}h12" stroke="${seriesColor(theme, entry.color)}" stroke-width="2"${dash}/>`,
      textTag(entry.label, { x: PADDING_PX + 20, y, fill: theme.textMuted }),
      textTag(figures, { x: picture.widthPx - PADDING_PX, y, fill: theme.text, isEnd: true }),
    ]
  })
}

function pictureTags(picture: Picture, theme: ChartTheme): string[] {
  const { widthPx, plotHeightPx } = picture
  const plot = picture.plotSvg()
  const stripsTop = HEAD_PX + (plot === null ? 0 : plotHeightPx)
  return [
    `<rect x="0.5" y="0.5" width="${widthPx - 1}" height="${heightOf(picture) - 1}" fill="${theme.surface}" stroke="${theme.lineSoft}"/>`,
    ...headTags(picture, theme),
    ...(plot === null ? [] : [`<g transform="translate(0 ${HEAD_PX})">`, plot, '</g>']),
    ...stripTags(picture, theme, stripsTop),
    ...legendTags(picture, theme, stripsTop + picture.strips.length * STRIP_PX),
  ]
}

/** One SVG document of one or many charts as they are seen, in the theme in force. */
export function toSvg(pictures: readonly Picture[], columns: number, theme: ChartTheme): string {
  const layout = layOut(
    pictures.map((picture) => ({ widthPx: picture.widthPx, heightPx: heightOf(picture) })),
    columns,
  )
  const { width, height } = layout
  const parts = pictures.map((picture, index) => {
    const { x, y } = layout.places[index] ?? { x: 0, y: index * (heightOf(picture) + GAP_PX) }
    return [`<g transform="translate(${x} ${y})">`, ...pictureTags(picture, theme), '</g>'].join('')
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escapeXml(theme.font)}">`,
    `<rect width="${width}" height="${height}" fill="${theme.background}"/>`,
    ...parts,
    '</svg>\n',
  ].join('\n')
}

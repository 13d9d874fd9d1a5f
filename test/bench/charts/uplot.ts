import 'uplot/dist/uPlot.min.css'
import uPlot from 'uplot'
import { HEIGHT_PX, LOAD, WIDTH_PX, type Painter } from './feed.ts'

const COLORS = ['#5aa2ff', '#f0a13a', '#3cc49a']

/** uPlot drawing the same: lines, a soft area for the first, its legend, a shared cursor. */
export function createUplot(): Painter {
  const plots: uPlot[] = []
  const data: number[][][] = []
  return {
    mount(root) {
      for (let chart = 0; chart < LOAD.charts; chart += 1) {
        const section = document.createElement('section')
        root.append(section)
        const columns: number[][] = Array.from({ length: LOAD.series + 1 }, () => [])
        data.push(columns)
        plots.push(
          new uPlot(
            {
              width: WIDTH_PX,
              height: HEIGHT_PX,
              cursor: { sync: { key: 'all' } },
              axes: [
                { stroke: '#7d8898', grid: { show: false } },
                { stroke: '#7d8898', grid: { stroke: '#1f252e', width: 1 } },
              ],
              series: [
                {},
                ...Array.from({ length: LOAD.series }, (_, index) => ({
                  label: `host ${chart} series ${index}`,
                  stroke: COLORS[index] ?? '#ffffff',
                  width: 1.5,
                  points: { show: false },
                  ...(index === 0 ? { fill: '#5aa2ff12' } : {}),
                })),
              ],
            },
            columns as uPlot.AlignedData,
            section,
          ),
        )
      }
      return Promise.resolve()
    },
    push(at, values) {
      for (const [chart, columns] of data.entries()) {
        columns[0]?.push(at / 1_000)
        for (let index = 0; index < LOAD.series; index += 1) {
          columns[index + 1]?.push(values[chart]?.[index] ?? 0)
        }
        for (const column of columns) if (column.length > LOAD.points) column.shift()
        plots[chart]?.setData(columns as uPlot.AlignedData)
      }
    },
  }
}

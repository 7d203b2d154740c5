// What of ECharts the charts need; imported only when one comes into view.
import { LineChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use, type ECharts } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

use([LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer])

export function openChart(box: HTMLElement): ECharts {
  return init(box, null, { renderer: 'svg' })
}

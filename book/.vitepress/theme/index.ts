import DefaultTheme from 'vitepress/theme'
import type { Theme } from 'vitepress'
import ChapterHead from './components/ChapterHead.vue'
import CompareFigure from './components/CompareFigure.vue'
import CostFigure from './components/CostFigure.vue'
import Exercises from './components/Exercises.vue'
import MatrixTable from './components/MatrixTable.vue'
import Myth from './components/Myth.vue'
import MythIndex from './components/MythIndex.vue'
import Shown from './components/Shown.vue'
import TraceFigure from './components/TraceFigure.vue'
import TriggerFigure from './components/TriggerFigure.vue'
import WaitTable from './components/WaitTable.vue'
import './style.css'

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    const components = {
      ChapterHead, CompareFigure, CostFigure, Exercises, MatrixTable, Myth, MythIndex, Shown, TraceFigure,
      TriggerFigure, WaitTable,
    }
    for (const [name, component] of Object.entries(components)) app.component(name, component)
  },
} satisfies Theme

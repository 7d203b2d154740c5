import { defineConfig } from 'vitepress'
import { captionSnippets } from './captionSnippets'

// Where the book is published: "/" locally, "/NAME/" on a project site.
const base = process.env.BOOK_BASE ?? '/'

export default defineConfig({
  lang: 'en',
  title: 'oneloop',
  titleTemplate: ':title | oneloop',
  description:
    'Network programming in C++, one small chapter at a time: ' +
    'from a blocking recv to a multi-threaded TcpServer.',
  base,
  srcExclude: ['node_modules/**', 'outputs/**', 'tests/**'],
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}icon.svg` }]],
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config: captionSnippets,
  },
  vite: {
    // The charts are a chunk of their own, loaded when a chart comes into view.
    build: { chunkSizeWarningLimit: 800 },
    server: { fs: { allow: ['..'] } },
  },
  themeConfig: {
    siteTitle: 'oneloop',
    search: { provider: 'local' },
    outline: { level: [2, 3], label: 'On this page' },
    nav: [
      { text: 'Start', link: '/how-to-use' },
      { text: 'Chapter 01', link: '/01-blocking' },
      { text: 'Compare', link: '/io-models' },
      { text: 'Myths', link: '/myths' },
    ],
    sidebar: [
      {
        text: 'Begin',
        items: [
          { text: 'What this is', link: '/' },
          { text: 'How to use this book', link: '/how-to-use' },
        ],
      },
      {
        text: 'Part I: one echo server, many IO models',
        items: [
          { text: '01 Blocking', link: '/01-blocking' },
          { text: '02 Non-blocking', link: '/02-nonblocking' },
          { text: '03 select', link: '/03-select' },
          { text: '04 poll', link: '/04-poll' },
          { text: '05 epoll', link: '/05-epoll' },
          { text: '06 Signal-driven IO', link: '/06-signal-driven' },
          { text: '07 Asynchronous IO', link: '/07-asynchronous' },
          { text: '08 Side by side', link: '/08-side-by-side' },
        ],
      },
      {
        text: 'Part II: the Reactor',
        items: [
          { text: '09 Channel', link: '/09-channel' },
          { text: '10 Poller', link: '/10-poller' },
          { text: '11 EventLoop', link: '/11-event-loop' },
          { text: '12 Wake-up', link: '/12-wakeup' },
          { text: '13 Timers', link: '/13-timers' },
          { text: '14 Thread pools', link: '/14-thread-pool' },
        ],
      },
      {
        text: 'Part III: the server',
        items: [
          { text: '15 Acceptor', link: '/15-acceptor' },
          { text: '16 Buffer', link: '/16-buffer' },
          { text: '17 TcpConnection', link: '/17-tcp-connection' },
          { text: '18 Sending', link: '/18-sending' },
          { text: '19 TcpServer', link: '/19-tcp-server' },
          { text: '20 TcpClient', link: '/20-tcp-client' },
        ],
      },
      {
        text: 'Side by side',
        items: [
          { text: 'Five IO models', link: '/io-models' },
          { text: 'What each server survives', link: '/conformance' },
          { text: 'Myths', link: '/myths' },
          { text: 'Glossary', link: '/glossary' },
        ],
      },
    ],
  },
})

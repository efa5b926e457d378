import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

// Names are stable and contents are told apart by the server's ETag, so that the committed output
// changes only where the source did. Nothing is inlined: the content policy allows no data: scripts.
export default defineConfig({
  plugins: [vue({ template: { transformAssetUrls: false } })],
  build: {
    outDir: 'build/pages',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: 'manifest.json',
    cssCodeSplit: true,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        entryFileNames: 'assets/[name].js',
        chunkFileNames: 'assets/[name].js',
        assetFileNames: 'assets/[name][extname]',
      },
    },
  },
  define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false' },
  server: {
    proxy: {
      '/api': { target: process.env.CONSOLE_URL ?? 'http://127.0.0.1:8790', ws: true },
    },
  },
})

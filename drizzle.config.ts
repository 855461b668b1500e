import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'sqlite',
  schema: ['./src/main/store/schema.ts', './src/main/store/schema-sending.ts'],
  out: './src/main/store/migrations',
})

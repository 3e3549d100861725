// Runs the unit tests: Vite makes them into one file each, Node's own runner runs those.
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = `${root}node_modules/.tests`;
rmSync(folder, { recursive: true, force: true });
const tests = readdirSync(`${root}tests`).filter(name => name.endsWith('.test.ts'));
await build({
    root, configFile: false, logLevel: 'warn',
    build: { ssr: true, outDir: folder, emptyOutDir: false, rollupOptions: { input: tests.map(name => `${root}tests/${name}`), output: { entryFileNames: '[name].mjs' } } },
});
const built = readdirSync(folder).filter(name => name.endsWith('.test.mjs')).map(name => `${folder}/${name}`);
process.exitCode = spawnSync(process.execPath, ['--test', ...built], { stdio: 'inherit' }).status ?? 1;

// Takes pictures of the pages as the mock serves them: node tools/look.mjs FOLDER [names…]
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { start } from '../mock/server.mjs';
import { pages } from './pages.mjs';

const [folder = '/tmp/look', ...only] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const server = await start(0);
const root = `http://127.0.0.1:${server.address().port}/durable/`;
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
for (const scheme of ['light', 'dark', 'narrow']) {
    const context = await browser.newContext({ viewport: scheme === 'narrow' ? { width: 400, height: 800 } : { width: 1440, height: 860 }, colorScheme: scheme === 'dark' ? 'dark' : 'light' });
    const page = await context.newPage();
    page.on('console', message => ['error', 'warning'].includes(message.type()) && console.log(scheme, message.text()));
    page.on('pageerror', error => console.log(scheme, error.stack));
    for (const { name, hash, act } of pages.filter(one => only.length === 0 || only.some(word => `${one.name}-${scheme}`.includes(word)))) {
        await page.goto('about:blank');
        await page.goto(root + hash);
        await page.waitForTimeout(1100);
        await act?.(page);
        await page.screenshot({ path: `${folder}/${name}-${scheme}.png` });
    }

    await context.close();
}

await browser.close();
server.close();
process.exit(0);

// Opens every page as the mock serves it, light, dark and 400 px wide: no error, no violation that axe finds, nothing wider than the window; then measures 100,000 branches.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { start } from '../mock/server.mjs';
import { pages } from './pages.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const server = await start(0);
const root = `http://127.0.0.1:${server.address().port}/durable/`;
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
let wrong = 0;
const complain = text => { wrong++; console.log(text); };
for (const scheme of ['light', 'dark', 'narrow']) {
    const context = await browser.newContext({ bypassCSP: false, viewport: scheme === 'narrow' ? { width: 400, height: 800 } : { width: 1440, height: 860 }, colorScheme: scheme === 'dark' ? 'dark' : 'light' });
    const page = await context.newPage();
    page.on('console', message => message.type() === 'error' && complain(`${scheme}: ${message.text()}`));
    page.on('pageerror', error => complain(`${scheme}: ${error.stack}`));
    page.on('dialog', dialog => complain(`${scheme}: a dialog: ${dialog.message()}`));
    for (const { name, hash, act } of pages) {
        await page.goto('about:blank');
        await page.goto(root + hash);
        await page.waitForTimeout(700);
        await act?.(page);
        await page.waitForTimeout(200);
        await page.evaluate(axe).catch(error => complain(String(error)));
        const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
        for (const violation of violations) {
            complain(`${name} ${scheme}: ${violation.id} ${violation.help}\n${violation.nodes.slice(0, 3).map(node => `    ${node.html.slice(0, 180)} ${node.any[0]?.message ?? ''}`).join('\n')}`);
        }

        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (over > 0) {
            complain(`${name} ${scheme}: ${over} px wider than the window`);
        }
    }

    await context.close();
}

const page = await (await browser.newContext({ viewport: { width: 1440, height: 860 } })).newPage();
const before = Date.now();
await page.goto(`${root}#/executions/import-2026-11`);
await page.locator('.tl-line', { hasText: 'row 3' }).first().waitFor();
console.log(`100,000 branches: first rows after ${Date.now() - before} ms`);
const frames = await page.evaluate(async () => {
    const scroller = document.querySelector('.tl-scroll');
    const gaps = [];
    let last = performance.now();
    for (let frame = 0; frame < 240; frame++) {
        scroller.scrollTop += 900;
        await new Promise(requestAnimationFrame);
        gaps.push(performance.now() - last);
        last = performance.now();
    }

    const drawing = document.querySelector('.timeline').timeline.frames.slice(-200).sort((a, b) => a - b);
    gaps.sort((a, b) => a - b);
    return { p50: gaps[120], p95: gaps[228], draw50: drawing[100], draw95: drawing[190] };
});
console.log(`scrolling: frames p50 ${frames.p50.toFixed(1)} ms, p95 ${frames.p95.toFixed(1)} ms; drawing p50 ${frames.draw50.toFixed(1)} ms, p95 ${frames.draw95.toFixed(1)} ms`);
await browser.close();
server.close();
console.log(wrong === 0 ? 'nothing is wrong' : `${wrong} things are wrong`);
process.exit(wrong === 0 ? 0 : 1);

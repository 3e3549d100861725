// The pages that are looked at.
export const pages = [
    { name: 'executions', hash: '#/executions' },
    { name: 'timeline', hash: '#/executions/order-1042' },
    { name: 'live', hash: '#/executions/order-1043' },
    { name: 'failed', hash: '#/executions/order-1045', act: async page => { await page.keyboard.press('f'); await page.waitForTimeout(400); await page.locator('.tl-line.bad').first().click(); await page.waitForTimeout(500); } },
    { name: 'large', hash: '#/executions/import-2026-11' },
    { name: 'density', hash: '#/executions/import-2026-11', act: async page => { await page.keyboard.press('a'); await page.waitForTimeout(900); } },
    { name: 'hostile', hash: `#/executions/${encodeURIComponent('order-<script>alert(1)</script>')}` },
    { name: 'payloads', hash: '#/executions/order-1042?tab=payloads' },
    { name: 'history', hash: '#/executions/order-1042?tab=history' },
    { name: 'more', hash: '#/executions/order-1044?tab=more' },
    { name: 'overview', hash: '#/overview' },
    { name: 'drift', hash: '#/drift' },
    { name: 'functions', hash: '#/functions' },
    { name: 'schedules', hash: '#/schedules' },
    { name: 'callbacks', hash: '#/callbacks' },
    { name: 'keys', hash: '#/executions/order-1042', act: page => page.keyboard.press('?') },
];

// The management API with made-up data, for work on the pages without an engine: node mock/server.mjs [port]
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { answer } from './routes.mjs';

const folder = new URL('../../wwwroot/', import.meta.url);
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const mount = '/durable/';

export const start = (port, options = {}) => new Promise(ready => {
    const server = createServer(async (request, response) => {
        const url = new URL(request.url, 'http://localhost');
        try {
            if (!url.pathname.startsWith(mount)) {
                response.writeHead(302, { location: mount }).end();
            } else if (url.pathname.startsWith(`${mount}api/`)) {
                await answer(request, response, url.pathname.slice(mount.length + 4).split('/').map(decodeURIComponent), url.searchParams, options);
            } else {
                const name = url.pathname.slice(mount.length) || 'index.html';
                const body = await readFile(new URL(name, folder));
                response.writeHead(200, { 'content-type': types[extname(name)] ?? 'application/octet-stream', 'content-security-policy': policy }).end(body);
            }
        } catch (error) {
            if (error.code !== 'ENOENT') {
                console.error(error);
            }

            response.writeHead(error.code === 'ENOENT' ? 404 : 500, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { code: 'NotFound', message: String(error.message) } }));
        }
    });
    server.listen(port, '127.0.0.1', () => ready(server));
});

if (import.meta.url === `file://${process.argv[1]}`) {
    const port = Number(process.argv[2] ?? 5199);
    await start(port);
    console.log(`http://127.0.0.1:${port}${mount}`);
}

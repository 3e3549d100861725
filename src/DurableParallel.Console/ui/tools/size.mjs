// Says how large the first page is, compressed: index.html and what it links. Fails above the limit.
import { readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const limit = 150 * 1024;
const folder = new URL('../../wwwroot/', import.meta.url);
const page = readFileSync(new URL('index.html', folder));
const linked = [...page.toString().matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(match => readFileSync(new URL(match[1], folder)));
const sum = compress => [page, ...linked].reduce((all, file) => all + compress(file).length, 0);
const gzip = sum(file => gzipSync(file, { level: 9 }));
console.log(`first page: ${(gzip / 1024).toFixed(1)} KB with gzip, ${(sum(file => brotliCompressSync(file)) / 1024).toFixed(1)} KB with brotli (limit ${limit / 1024} KB)`);
if (/<script(?![^>]*\ssrc=)|<style|\sstyle="|\son\w+="/.test(page.toString())) {
    console.error('index.html has something inline, which the content security policy forbids.');
    process.exitCode = 1;
}

process.exitCode ||= gzip > limit ? 1 : 0;

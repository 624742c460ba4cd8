// Fetches the npm packages of packages.json as tarballs, checks each against its pinned integrity and takes the few files that are needed.
//   node fetch.mjs DESTINATION [PACKAGES]
// What is there already is left alone. Exit 0: everything is there; 1: something is not, and the reason stands on standard error.
import { createHash, randomUUID } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const destination = process.argv[2];
const packages = JSON.parse(readFileSync(process.argv[3] ?? new URL('packages.json', import.meta.url), 'utf8'));

// The stamp is written last, so that a fetch that was interrupted is begun anew.
const stampOf = (p) => join(destination, '.fetched', `${p.name.replace(/\W+/g, '-')}-${createHash('sha256').update(JSON.stringify(p)).digest('hex').slice(0, 12)}`);
const missing = packages.filter((p) => !existsSync(stampOf(p)) || !Object.values(p.files).every((f) => existsSync(join(destination, f))));

for (const p of missing) {
  const work = mkdtempSync(join(tmpdir(), 'front-end-'));
  try {
    console.log(`Fetching ${p.name} ${p.version} from npm …`);
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    execFileSync(npm, ['pack', `${p.name}@${p.version}`, '--pack-destination', work, '--silent'], { stdio: ['ignore', 'ignore', 'pipe'], shell: process.platform === 'win32', cwd: work });
    const tarball = readdirSync(work).find((f) => f.endsWith('.tgz'));
    const bytes = readFileSync(join(work, tarball));
    const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
    if (integrity !== p.integrity) throw new Error(`its content is not the one that was pinned (${integrity})`);
    execFileSync('tar', ['-xzf', tarball, ...Object.keys(p.files).map((f) => `package/${f}`)], { cwd: work });
    for (const [from, to] of Object.entries(p.files)) {
      const target = join(destination, to);
      const partial = `${target}.${randomUUID()}`;
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(partial, readFileSync(join(work, 'package', from)));
      renameSync(partial, target);
    }
    mkdirSync(join(destination, '.fetched'), { recursive: true });
    writeFileSync(stampOf(p), '');
  } catch (error) {
    const detail = (error.stderr?.toString() || error.message).trim().split('\n').slice(-3).join(' ');
    console.error(`FrontEnd : error FUB0002: ${p.name} ${p.version} could not be fetched from npm: ${detail}`);
    process.exitCode = 1;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

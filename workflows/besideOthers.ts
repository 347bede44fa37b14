/**
 * The entry of a bundle for a worker that has workflows of its own: `src/plugin` puts that worker's module in place of
 * `./others`. The default export of such a module runs workflows of unknown types.
 */
export * from './others';
export { default } from './others';
export * from './index';

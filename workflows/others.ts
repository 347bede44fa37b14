/** The workflows of another team's worker, of which this package has none. */
export default undefined;

// All core-to-core matrices of one result.
import type { Matrix } from '@ipc-bench/schema/document';
import type { ResultView } from '../result-view.js';
import { MatrixFigure } from './matrix-figure.js';

export function MatrixSection({ view: { document, row, revision } }: { view: ResultView }) {
  const matrices = document.measurements.filter((one) => one.kind === 'matrix');
  if (matrices.length === 0) return null;
  const best = matrices.filter((one) => one.statistic === 'p50' || !matrices.some((other) => isSamePairs(one, other)));
  return (
    <section aria-labelledby="core-to-core">
      <h2 id="core-to-core">Core to core</h2>
      {best.length < matrices.length && (
        <p class="note">
          Where medians and batch means of the same pairs are known, the medians are shown; the JSON has both.
        </p>
      )}
      {best.map((matrix) => (
        <MatrixFigure
          key={`${matrix.benchmark} ${matrix.statistic} ${matrix.ordinal}`}
          matrix={matrix}
          machine={document.machine}
          at={matrices.indexOf(matrix)}
          resultId={row.id}
          revision={revision}
        />
      ))}
    </section>
  );
}

/** Whether the other matrix has medians of what this one has the means of. */
function isSamePairs(one: Matrix, other: Matrix): boolean {
  return (
    other.statistic === 'p50' &&
    one.benchmark === other.benchmark &&
    JSON.stringify(one.parameters) === JSON.stringify(other.parameters)
  );
}

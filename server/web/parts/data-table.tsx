import type { ComponentChild, ComponentChildren } from 'preact';

export interface Column<Row> {
  title: ComponentChildren;
  /** Numbers stand to the right. */
  isNumber?: boolean;
  /** The cell that names the row. */
  isHeader?: boolean;
  cell(row: Row): ComponentChild;
}

export interface DataTableProps<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf(row: Row): string;
  /** Rows with the same heading stand together under it; they must be neighbours. */
  groupOf?(row: Row): string;
}

/** Scrolls sideways inside its own frame where it is wider than the page. */
export function DataTable<Row>({ caption, columns, rows, keyOf, groupOf }: DataTableProps<Row>) {
  const groups = groupOf ? [...Map.groupBy(rows, groupOf)] : [[null, rows] as const];
  return (
    <>
      <p class="caption">{caption}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by keyboard */}
      <section class="scroll" aria-label={caption} tabIndex={0}>
        <table aria-label={caption}>
          <thead>
            <tr>
              {columns.map(({ title, isNumber }, at) => (
                <th key={at} scope="col" class={isNumber ? 'number' : undefined}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          {groups.map(([group, ofGroup]) => (
            <tbody key={group}>
              {group !== null && (
                <tr class="row-group">
                  <th scope="rowgroup" colSpan={columns.length}>
                    {group}
                  </th>
                </tr>
              )}
              {ofGroup.map((row) => (
                <tr key={keyOf(row)}>
                  {columns.map((column, at) => (
                    <Cell key={at} column={column} row={row} />
                  ))}
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </section>
    </>
  );
}

function Cell<Row>({ column: { isHeader, isNumber, cell }, row }: { column: Column<Row>; row: Row }) {
  if (isHeader) return <th scope="row">{cell(row)}</th>;
  return <td class={isNumber ? 'number' : undefined}>{cell(row)}</td>;
}

// How good advice is, on all the data there is: the method against the base line, for every goal and class.

import { validationTasks } from './advice.js';
import { tellValidation } from './advice-fields.js';
import { hardwareOfUnits } from './advice-hardware.js';
import { CLASSES, validate, type WaitingClass } from './advice-ranking.js';
import { GOALS, type Goal } from './advice-task.js';
import { openSampling } from './numbers-question.js';
import { parseWithout } from './quality-filter.js';
import type { Rows } from './rows.js';

export interface ValidatedAdvice {
  /** Today's suite, or the historic one: neither validates the other. */
  suite: 'current' | 'historic';
  goal: Goal;
  class: WaitingClass;
  /** Tasks (size, placement, …) that were asked about. */
  tasks: number;
  /** `null` where no unit of a known CPU has measured two ways. */
  validation: ReturnType<typeof tellValidation> | null;
}

/** `historic` as in /v1/results: which unsigned historic results count. */
export function validateAdvice(rows: Rows, historic: string): ValidatedAdvice[] {
  const open = openSampling(rows, { historic }, parseWithout(undefined));
  const hardware = hardwareOfUnits(rows, open.sampling.counted);
  return (['current', 'historic'] as const).flatMap((suite) =>
    (Object.keys(GOALS) as Goal[]).flatMap((goal) => {
      const tasks = validationTasks(rows, open, goal, suite === 'historic');
      return CLASSES.map((waiting): ValidatedAdvice => {
        const own = tasks.filter(({ ways }) => ways.filter((way) => way.class === waiting).length > 1);
        const validation = validate(own, waiting, hardware);
        return { suite, goal, class: waiting, tasks: own.length, validation: validation && tellValidation(validation) };
      });
    }),
  );
}

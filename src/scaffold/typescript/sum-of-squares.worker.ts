/** What the example's threads run: a sum that would block the event loop. */
import { answerTasks } from "../../primitives/worker-task.js";

answerTasks((limit: number): number => {
  let sum = 0;
  for (let number = 0; number < limit; number += 1) sum += number * number;
  return sum;
});

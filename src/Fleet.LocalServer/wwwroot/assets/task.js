// The task that the instance was created from, or one the reader chooses.

import { fill, make } from "./dom.js";
import { address, current, go } from "./router.js";

/** Shows the known task, or offers those that match the data. */
export function showTask(about) {
  const place = document.getElementById("task");
  const chosen = current().task;
  const task = about.task ?? about.tasks.find(({ key }) => key === chosen);
  const wanted = task?.key ?? "";
  if (place.dataset.shown === wanted) {
    return;
  }

  place.dataset.shown = wanted;
  place.hidden = !task && about.tasks.length === 0;
  fill(place,
    make("h2", { id: "task-heading" }, task ? ["Task ", make("code", { id: "task-key" }, task.key)] : "Task"),
    task
      ? make("p", { id: "task-prompt" }, task.prompt)
      : make("div", { class: "choose" },
        make("label", { for: "task-choice" }, "This instance was made without a task. Show one:"),
        make("select", { id: "task-choice", onchange: (event) => event.target.value && go(address({ ...current(), task: event.target.value })) },
          make("option", { value: "" }, "Choose a task"),
          about.tasks.map(({ key }) => make("option", { value: key }, key)))));
}

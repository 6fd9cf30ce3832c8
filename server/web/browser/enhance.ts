// Comfort for those who have scripts: a form is sent when a choice changes. Every page works without it.
for (const form of document.querySelectorAll<HTMLFormElement>('search form'))
  form.addEventListener('change', (event) => {
    if (event.target instanceof HTMLSelectElement) form.requestSubmit();
  });

// The back button may bring a page as it was, although its user has signed out since.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});

// The back button may restore a cached page although the user has signed out since.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});

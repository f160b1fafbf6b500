// The browser withheld this site's cookies from the form that another site posted. Posting it from this site sends
// them.
const form = document.getElementById('continue');
const button = form.querySelector('button');
const stuck = document.getElementById('stuck');
// The browser blocks a redirect of the form to another site silently, so tell the user.
document.addEventListener('securitypolicyviolation', () => {
  stuck.hidden = false;
  button.disabled = false;
});
form.submit();
// Clicking now would post the form twice. Later it may help.
button.disabled = true;
setTimeout(() => (button.disabled = false), 5000);

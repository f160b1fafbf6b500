// The browser withheld this site's cookies from the form that another site posted. Posted from here, they come along.
const form = document.getElementById('continue');
const button = form.querySelector('button');
const stuck = document.getElementById('stuck');
// The form was redirected to another site. The browser stops that without a word, so a word is said here.
document.addEventListener('securitypolicyviolation', () => {
  stuck.hidden = false;
  button.disabled = false;
});
form.submit();
// A click now would post the form a second time. Later it may help.
button.disabled = true;
setTimeout(() => (button.disabled = false), 5000);

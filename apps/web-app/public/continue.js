// The browser withheld this site's cookies from the form that another site posted. Posted from here, they come along.
const form = document.getElementById('continue');
const button = form.querySelector('button');
form.submit();
// A click now would post the form a second time. Later it may help.
button.disabled = true;
setTimeout(() => (button.disabled = false), 5000);

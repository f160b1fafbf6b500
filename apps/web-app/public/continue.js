// The browser withheld this site's cookies from the form that another site posted. Posted from here, they come along.
document.getElementById('continue').submit();

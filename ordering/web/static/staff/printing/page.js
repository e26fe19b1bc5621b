// The printers' page.

import "../kit/copy.js";

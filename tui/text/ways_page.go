package text

// WaysPage says which way of a return is better, in at most 78 columns.
const WaysPage = `Which way is better? Both end in the same proof: the portal answers the
confirmation that the device makes after it loaded the response.

                    STARTED ON THE DEVICE        STARTED IN THE PORTAL
who begins          the technician, with what    the office, with the host ID
                    the device holds             and what the portal knows
visits to the       2: request there, response   1
device              back; 1 with a network
the stick goes      device, portal, device,      portal, device, portal
                    portal
by hand             2 uploads, 2 downloads       1 removal, 1 download,
                                                 1 upload
by program, no      exchange at the portal,      portal prepare, one visit,
network there       twice                        exchange
by program, with    next --do: all of it,        portal remove, then next --do
a network there     no stick
until the response  nothing has changed          the portal has taken the
is loaded           anywhere                     licenses away, the device
                                                 still uses them
proved when         the portal answers the       the same
                    confirmation

By hand, and for many devices, begin in the portal where its people may do
that: one visit, and one upload less. With a network at the device begin on
the device: one command. Begin on the device, too, where nobody is sure what
it holds.

Where the portal has "Skip Confirmation" on, it credits before anything is
loaded and asks for no proof. Loading and checking are never skipped.
`

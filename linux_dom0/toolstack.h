/* SPDX-License-Identifier: BSD-2-Clause */
/* xl and its daemons: a domU that is made while the system runs, as an administrator makes it. */
#ifndef LINUX_DOM0_TOOLSTACK_H
#define LINUX_DOM0_TOOLSTACK_H

/* If a program fails, all of these end dom0 after one line that names it and its last words. */

/* What boot scripts do once there is xenstored: xen-init-dom0, xenconsoled. Says xl's version. */
void toolstack_start(void);

/* `xl create` of DOM0_CFG, paused; it must become domain @domid. */
void toolstack_create(unsigned int domid);

/* `xl unpause`. */
void toolstack_unpause(void);

/* `xl console`, of the vpl011: what it prints are lines of the agent. It goes on. */
void toolstack_console(void);

#endif

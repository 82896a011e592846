# heard.sh: what the log of the line holds of the kernel, and of the password.
echo "kernel=$(grep -c 'the kernel has something to say' /home/field/line.log)"
echo "password=$(grep -c 'assword: *tech' /home/field/line.log /home/field/ledger -r | awk -F: '{n += $NF} END {print n}')"
